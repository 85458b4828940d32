namespace YYC3.Llm.Router.Dialects;

/// <summary>Whose failure it is, which decides whether another candidate is asked.</summary>
internal enum FailureClass
{
    /// <summary>This key is refused or over its rate: another key or deployment may do.</summary>
    Key,

    /// <summary>The account behind the key is out of quota or money.</summary>
    Account,

    /// <summary>The provider does not have this model.</summary>
    Model,

    /// <summary>The provider is down, slow, or answers nonsense.</summary>
    Provider,

    /// <summary>The provider refuses the content; another one would be asked behind its back.</summary>
    Content,

    /// <summary>The request is longer than the model's context window: only a model with a larger one helps.</summary>
    ContextWindow,

    /// <summary>The request is wrong; it would be wrong everywhere.</summary>
    Caller,
}
