using YYC3.Llm.Simulator;

var options = SimulatorOptions.FromConfiguration(SimulatorHost.ReadConfiguration(args));
await using var simulator = await SimulatorHost.StartAsync(options);

Console.WriteLine($"Simulator ready on {simulator.Url}; its grammar: {simulator.Url}/sim");
await simulator.WaitForShutdownAsync();
