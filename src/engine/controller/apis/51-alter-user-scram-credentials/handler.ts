// AlterUserScramCredentials (key 51), version 0 (KIP-554).
import type { ApiHandler } from "../../../net/server.ts";
import { AlterUserScramCredentials } from "../../../protocol/schemas/51-alter-user-scram-credentials.ts";
import { alterScramCredentials } from "../../security/scram-credentials.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function alterUserScramCredentialsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    AlterUserScramCredentials,
    alterScramCredentials,
    ({ deletions, upsertions }, errorCode, errorMessage) => {
      const users = new Set([...deletions, ...upsertions].map(({ name }) => name));
      return { results: [...users].map((user) => ({ user, errorCode, errorMessage })) };
    },
  );
}
