using YYC3.Llm.ChatApi;
using YYC3.Llm.ServiceDefaults;

return await ServiceHost.RunAsync(() => ChatApiService.Build(args));
