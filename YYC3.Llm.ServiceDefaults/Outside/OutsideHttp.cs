using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ServiceDefaults.Outside;

/// <summary>
/// Connects to hosts that callers name, and to nothing inside: the address that a name resolves to is checked, and it is that address which is
/// connected to, so that a name cannot mean one thing when it is checked and another when it is used. Redirects are not followed.
/// </summary>
public sealed class OutsideHttp : IDisposable
{
    private readonly OutsideOptions options;

    /// <param name="options">Which hosts may be inside, and the limits.</param>
    public OutsideHttp(IOptions<OutsideOptions> options)
    {
        this.options = options.Value;
        Client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = this.options.Timeout,
            MaxResponseContentBufferSize = this.options.MaxBytes,
        };
    }

    /// <summary>For addresses that have been checked by <see cref="Check"/>.</summary>
    public HttpClient Client { get; }

    /// <summary>Reads an address that a caller named.</summary>
    /// <param name="address">The address.</param>
    /// <param name="hosts">The hosts that are allowed.</param>
    /// <param name="setting">The setting that allows them.</param>
    /// <param name="param">The field, for errors.</param>
    /// <exception cref="ApiException">400: it is no address, or its host is not allowed.</exception>
    public static Uri Check(string address, IEnumerable<string> hosts, string setting, string param)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
        {
            throw ApiException.BadRequest(param, $"Invalid '{param}': expected an http or https address without a password.", "invalid_value");
        }

        return hosts.Any(pattern => Matches(pattern, uri.Host))
            ? uri
            : throw ApiException.BadRequest(param, $"'{param}': the host '{uri.Host}' is not among those that this installation connects to. Its operator can add it to the setting {setting}.", "host_not_allowed");
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private static bool Matches(string pattern, string host) =>
        pattern == "*" || string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase)
        || (pattern.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host.Trim('[', ']'), cancellationToken);
        if (!options.InternalHosts.Any(pattern => Matches(pattern, host)) && addresses.Any(InternalAddresses.Contain))
        {
            throw new HttpRequestException($"'{host}' is at an internal address, which this installation does not connect to for callers (setting Outside:InternalHosts).");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
