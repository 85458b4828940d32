using YYC3.Llm.ChatApi;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Hosting;

InlineSockets.Enable();
return await ServiceHost.RunAsync(() => ChatApiService.Build(args));
