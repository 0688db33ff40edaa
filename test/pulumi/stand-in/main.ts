import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { standInProvider } from "./provider.ts";

/**
 * A stand-in for the azure-native plugin, which is not to be had everywhere: the engine starts it, reads the port
 * from its first line, and talks gRPC to it. It talks ARM to whatever cloud the environment names.
 */
const server = new Server();
server.addService(ResourceProviderService, standInProvider(process.env));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
