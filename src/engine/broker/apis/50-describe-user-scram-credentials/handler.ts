// DescribeUserScramCredentials (key 50), version 0 (KIP-554): which users have which credentials, never the secrets.

import type { MetadataImage } from "../../../controller/image.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { ResponseInput } from "../../../protocol/schema.ts";
import { DescribeUserScramCredentials } from "../../../protocol/schemas/50-describe-user-scram-credentials.ts";
import type { BrokerContext } from "../../broker-context.ts";

type Result = NonNullable<ResponseInput<typeof DescribeUserScramCredentials>["results"]>[number];

export function describeUserScramCredentialsHandler({ image }: Pick<BrokerContext, "image">): ApiHandler {
  return apiHandler<typeof DescribeUserScramCredentials>({
    api: DescribeUserScramCredentials,
    handle({ users }) {
      const { scram } = image();
      // Nobody named means everybody.
      const asked =
        users === null || users.length === 0
          ? [...new Set([...scram.values()].flatMap((of) => [...of.keys()]))]
          : users.map(({ name }) => name);
      const results = [...new Set(asked)].map((user) =>
        asked.indexOf(user) === asked.lastIndexOf(user) ? resultOf(scram, user) : namedTwice(user),
      );
      // Kafka's message of a success is empty, not null.
      return { errorCode: ErrorCode.NONE, errorMessage: "", results };
    },
    onError: (_request, errorCode, errorMessage) => ({ errorCode, errorMessage }),
  });
}

function resultOf(scram: MetadataImage["scram"], user: string): Result {
  const credentialInfos = [...scram].flatMap(([mechanism, users]) => {
    const credential = users.get(user);
    return credential === undefined ? [] : [{ mechanism, iterations: credential.iterations }];
  });
  if (credentialInfos.length > 0) return { user, credentialInfos };
  const errorMessage = `Attempt to describe a user credential that does not exist: ${user}`;
  return { user, errorCode: ErrorCode.RESOURCE_NOT_FOUND, errorMessage };
}

function namedTwice(user: string): Result {
  const errorMessage = `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`;
  return { user, errorCode: ErrorCode.DUPLICATE_RESOURCE, errorMessage };
}
