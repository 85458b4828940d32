namespace YYC3.Llm.Router.Dialects.Azure;

/// <summary>Azure's error codes, which are words, or the HTTP status once more.</summary>
internal static class AzureErrors
{
    public static FailureClass? Classify(string code) => code switch
    {
        // 404 without more is a deployment, a path or an api-version that the resource does not have: configuration, not the caller.
        "404" or "DeploymentNotFound" or "OperationNotSupported" or "ResourceNotFound" => FailureClass.Model,
        "401" or "403" or "429" or "PermissionDenied" or "RateLimitReached" or "too_many_requests" => FailureClass.Key,
        "content_filter" or "content_policy_violation" or "contentFilter" or "ResponsibleAIPolicyViolation" => FailureClass.Content,
        _ => null,
    };
}
