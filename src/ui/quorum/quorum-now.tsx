// What is to be said over every drawing of the quorum: what holds now.
import { useAnnounce } from "../app/announce.ts";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { NowLine } from "../kit/now.tsx";
import { type QuorumView, quorumNow } from "./quorum-model.ts";

export function NowSentence({ quorum }: { readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const { gravity, fact } = quorumNow(quorum);
  const said = w.now(fact);
  useAnnounce(said.fact);
  return <NowLine {...said} gravity={gravity} />;
}
