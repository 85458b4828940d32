using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Tests.Testing;

/// <summary>A real database that a test can take away.</summary>
internal sealed class SwitchableDatabase(IDatabase inner) : IDatabase
{
    private int opened;
    private int refused;

    public bool IsDown { get; set; }

    /// <summary>How often it was asked for a connection.</summary>
    public int Opened => Volatile.Read(ref opened);

    /// <summary>How often it was not there.</summary>
    public int Refused => Volatile.Read(ref refused);

    public string Backend => inner.Backend;

    /// <summary>Puts the switch between a service and its database.</summary>
    public static void Install(WebApplicationBuilder builder)
    {
        var real = builder.Services.Last(service => service.ServiceType == typeof(IDatabase)).ImplementationFactory!;
        builder.Services.AddSingleton<IDatabase>(services => new SwitchableDatabase((IDatabase)real(services)));
    }

    public ValueTask<DbConnection> OpenAsync(TenantId tenant, CancellationToken cancellationToken) => IsDown ? throw Refuse() : Count(inner.OpenAsync(tenant, cancellationToken));

    public ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => IsDown ? throw Refuse() : Count(inner.OpenAsync(cancellationToken));

    private Down Refuse()
    {
        Interlocked.Increment(ref refused);
        return new Down();
    }

    private ValueTask<DbConnection> Count(ValueTask<DbConnection> connection)
    {
        Interlocked.Increment(ref opened);
        return connection;
    }

    private sealed class Down() : DbException("the test took the database away")
    {
        public override bool IsTransient => true;
    }
}
