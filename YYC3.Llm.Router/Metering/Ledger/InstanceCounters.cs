using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>
/// What an instance has begun, ended and numbered so far, in a file mapped into memory: counting is one atomic addition, and the numbers
/// outlive a kill, so that the next one to open the outbox knows how many records it should hold. (A power cut may take the last second.)
/// </summary>
internal sealed class InstanceCounters : IDisposable
{
    private const int Size = 32;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly nint memory;

    public InstanceCounters(string path)
    {
        using (var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            if (stream.Length < Size)
            {
                stream.SetLength(Size);
            }
        }

        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        view = file.CreateViewAccessor(0, Size);
        memory = view.SafeMemoryMappedViewHandle.DangerousGetHandle() + (nint)view.PointerOffset;
    }

    /// <summary>Records numbered.</summary>
    public long Issued => Volatile.Read(ref At(0));

    /// <summary>Records that were numbered but found no room on the disk or in memory.</summary>
    public long Dropped => Volatile.Read(ref At(8));

    /// <summary>Calls that have begun and not ended: those that a kill cuts off.</summary>
    public long InFlight => Volatile.Read(ref At(16));

    /// <summary>The next record's number.</summary>
    public long Issue() => Interlocked.Increment(ref At(0));

    public void Drop() => Interlocked.Increment(ref At(8));

    public void Begin() => Interlocked.Increment(ref At(16));

    public void End() => Interlocked.Decrement(ref At(16));

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private ref long At(int offset) => ref Unsafe.AddByteOffset(ref Unsafe.NullRef<long>(), memory + offset);
}
