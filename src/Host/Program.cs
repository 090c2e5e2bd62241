return Astra.Host.Commands.CommandLine.Run(args);
