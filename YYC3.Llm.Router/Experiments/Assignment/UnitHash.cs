using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Router.Experiments.Assignment;

/// <summary>
/// Where a unit falls in an experiment. The hash is SHA-256 of the UTF-8 text <c>experiment ‖ 0x1F ‖ salt ‖ 0x1F ‖ tenant ‖ 0x1F ‖ unit</c>;
/// of its bytes, big-endian, the first eight decide whether the unit takes part, the next eight its arm, and the next four its group.
/// The same on every instance and in every version; other experiments and other salts fall independently.
/// </summary>
/// <param name="Traffic">Uniform in [0, 1).</param>
/// <param name="Arm">Uniform in [0, 1), independent of <paramref name="Traffic"/>: a share that grows moves nobody to another arm.</param>
/// <param name="Group">0 to <see cref="UnitGroups.Count"/> − 1.</param>
internal readonly record struct UnitHash(double Traffic, double Arm, int Group)
{
    private const int StackBytes = 512;
    private const byte Separator = 0x1F;

    public static UnitHash Of(string experiment, string salt, string tenant, string unit)
    {
        var most = Encoding.UTF8.GetMaxByteCount(experiment.Length + salt.Length + tenant.Length + unit.Length) + 3;
        var text = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        var length = 0;
        length = Append(text, length, experiment, separate: false);
        length = Append(text, length, salt, separate: true);
        length = Append(text, length, tenant, separate: true);
        length = Append(text, length, unit, separate: true);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new UnitHash(Uniform(hash), Uniform(hash[8..]), (int)(BinaryPrimitives.ReadUInt32BigEndian(hash[16..]) % UnitGroups.Count));
    }

    private static int Append(Span<byte> text, int length, string part, bool separate)
    {
        if (separate)
        {
            text[length++] = Separator;
        }

        return length + Encoding.UTF8.GetBytes(part, text[length..]);
    }

    // The 53 bits that a double holds exactly.
    private static double Uniform(ReadOnlySpan<byte> bytes) => (BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 11) * (1.0 / (1UL << 53));
}
