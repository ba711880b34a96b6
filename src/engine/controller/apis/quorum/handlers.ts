// The APIs of the quorum itself, in all their versions: Fetch (1) of the metadata log and nothing else, Vote (52),
// BeginQuorumEpoch (53), EndQuorumEpoch (54), DescribeQuorum (55), FetchSnapshot (59), AddRaftVoter (80), RemoveRaftVoter
// (81), UpdateRaftVoter (82). The raft machine answers them; a node that stops answers nobody any more.
import { type ApiHandler, apiHandler, CLOSE_CONNECTION } from "../../../net/server.ts";
import type { ApiSchema, ResponseInput } from "../../../protocol/schema.ts";
import { Fetch } from "../../../protocol/schemas/01-fetch.ts";
import { Vote } from "../../../protocol/schemas/52-vote.ts";
import { BeginQuorumEpoch } from "../../../protocol/schemas/53-begin-quorum-epoch.ts";
import { EndQuorumEpoch } from "../../../protocol/schemas/54-end-quorum-epoch.ts";
import { DescribeQuorum } from "../../../protocol/schemas/55-describe-quorum.ts";
import { FetchSnapshot } from "../../../protocol/schemas/59-fetch-snapshot.ts";
import { AddRaftVoter } from "../../../protocol/schemas/80-add-raft-voter.ts";
import { RemoveRaftVoter } from "../../../protocol/schemas/81-remove-raft-voter.ts";
import { UpdateRaftVoter } from "../../../protocol/schemas/82-update-raft-voter.ts";
import type { ControllerContext } from "../controller-context.ts";

/** What the raft machine answers. */
export const RAFT_APIS: readonly ApiSchema[] = [
  Fetch,
  Vote,
  BeginQuorumEpoch,
  EndQuorumEpoch,
  DescribeQuorum,
  FetchSnapshot,
  AddRaftVoter,
  RemoveRaftVoter,
  UpdateRaftVoter,
];

export function quorumHandlers({ quorum }: Pick<ControllerContext, "quorum">): ApiHandler[] {
  return RAFT_APIS.map((api) =>
    apiHandler({
      api,
      async handle(request, { apiVersion, event }) {
        const answer = await quorum.handle(api, apiVersion, request, event);
        return answer === null ? CLOSE_CONNECTION : (answer as ResponseInput<ApiSchema>);
      },
      onError: (_request, errorCode) => ({ errorCode }),
    }),
  );
}
