using Halext.WebApi.Common.Cli;

return await CommandLine.Run(args);
