using Halext.Bench;
using Halext.Bench.Bare;

return args is ["bare", var port, var connectionString]
    ? await BareServer.Run(port, connectionString)
    : await BenchCommand.Run(args);
