using System.Security.Cryptography;
using System.Text;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>Signatures of thoughts and calls: made from what they sign alone, so that one that comes back can be checked without remembering it.</summary>
internal static class Signature
{
    /// <summary>The signature of a text: base64 of its SHA-256 under a prefix of the simulator's own.</summary>
    public static string Of(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes("simulator:" + text)));
}
