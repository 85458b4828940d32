using YYC3.Llm.RagService;
using YYC3.Llm.ServiceDefaults;

return await ServiceHost.RunAsync(() => RagServiceHost.Build(args));
