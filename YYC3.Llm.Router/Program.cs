using YYC3.Llm.Router;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Hosting;

InlineSockets.Enable();
return await ServiceHost.RunAsync(() => RouterHost.Build(args));
