// The table twin of the lanes: every number in columns.
import { isDown } from "../cluster/node-state.ts";
import { count } from "../i18n/numbers.ts";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { DataTable } from "../kit/data-table.tsx";
import kit from "../kit/kit.module.css";
import { SCROLLABLE } from "../kit/scrollable.ts";
import styles from "./quorum.module.css";
import type { QuorumView } from "./quorum-model.ts";

export function VoterTable({ quorum }: { readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const labelOf = (id: number): string => quorum.voters.find((voter) => voter.id === id)?.label ?? "–";
  const c = w.columns;
  return (
    <div className={styles["scroll"]} {...SCROLLABLE}>
      <DataTable caption={w.voters} columns={[c.voter, c.role, c.epoch, c.vote, c.hw, c.leo, c.lag, c.fetch]}>
        {quorum.voters.map((voter) => (
          <tr key={voter.id} className={isDown(voter.role) ? kit["bad"] : undefined}>
            <td>{voter.label}</td>
            <td>{w.roles[voter.role]}</td>
            <td>{voter.epoch}</td>
            <td>{labelOf(voter.votedId)}</td>
            <td>{count(voter.highWatermark)}</td>
            <td>{count(voter.logEndOffset)}</td>
            <td>{voter.lag === null ? "–" : count(voter.lag)}</td>
            <td>{voter.lastFetchMs === null ? "–" : w.fetched(voter.lastFetchMs)}</td>
          </tr>
        ))}
      </DataTable>
    </div>
  );
}
