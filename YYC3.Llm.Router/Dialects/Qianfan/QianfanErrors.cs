namespace YYC3.Llm.Router.Dialects.Qianfan;

/// <summary>Qianfan's error codes (https://cloud.baidu.com/doc/qianfan-api, error codes): whose failure each is.</summary>
internal static class QianfanErrors
{
    public static FailureClass? Classify(string code) => code switch
    {
        // The whole cluster is full: another key of the same provider would be told the same.
        "cluster_rate_limit_exceeded" => FailureClass.Provider,
        "rpm_rate_limit_exceeded" or "tpm_rate_limit_exceeded" or "input_tpm_rate_limit_exceeded" or "output_tpm_rate_limit_exceeded" or "user_rate_limit_exceeded" => FailureClass.Key,
        "invalid_iam_token" or "invalid_appid" or "no_parameter_permission" => FailureClass.Key,
        "invalid_model" => FailureClass.Model,
        "tokens_too_long" or "characters_too_long" => FailureClass.ContextWindow,
        "invalid_messages" or "invalid_argument" or "malformed_json" => FailureClass.Caller,
        _ => code.EndsWith("_unsafe", StringComparison.Ordinal) ? FailureClass.Content : null,
    };
}
