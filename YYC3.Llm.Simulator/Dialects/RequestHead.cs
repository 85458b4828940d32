namespace YYC3.Llm.Simulator.Dialects;

/// <summary>The part of a request that decides which reply it gets.</summary>
/// <param name="Model">The model it names.</param>
/// <param name="Stream">Whether it asks for a stream.</param>
/// <param name="WantsUsage">Whether it asks for usage in the stream.</param>
/// <param name="Variant">Other wishes that change the reply's bytes, as the dialect's own flags; 0 for none.</param>
internal readonly record struct RequestHead(string Model, bool Stream, bool WantsUsage, int Variant = 0);
