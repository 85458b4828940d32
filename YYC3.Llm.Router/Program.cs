using YYC3.Llm.Router;
using YYC3.Llm.ServiceDefaults;

return await ServiceHost.RunAsync(() => RouterHost.Build(args));
