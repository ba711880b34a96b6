// An event in words, with the names that the drawings give to nodes.
import { useMemo } from "react";
import type { TraceEvent } from "../../engine/trace/event.ts";
import { useWords } from "../i18n/language.ts";
import { nodeNames } from "../i18n/node-names.ts";
import { useSessionState } from "../session/use-session.tsx";

export function useEventText(): (event: TraceEvent) => string {
  const words = useWords();
  // One text: the list is a new one at every look, though the controllers stay the same.
  const controllers = useSessionState(({ view }) => view?.controllers.map(({ id }) => id).join(" ") ?? "");
  return useMemo(() => {
    const ids = controllers === "" ? [] : controllers.split(" ").map(Number);
    const names = nodeNames(ids, words.cluster.broker);
    return (event) => words.events(event, names);
  }, [words, controllers]);
}
