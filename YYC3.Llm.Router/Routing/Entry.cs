namespace YYC3.Llm.Router.Routing;

/// <summary>A candidate's place in one call's route.</summary>
internal record struct Entry(Candidate Candidate, Tier Tier);
