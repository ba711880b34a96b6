// Drawing or table: every drawing has its twin in words and numbers, one press away.
import { type ReactNode, useState } from "react";
import { useWords } from "../i18n/language.ts";
import { Segments } from "./choice.tsx";

/** What is shown now, and the choice between the two. */
export function useSight(): readonly [as: "map" | "table", choice: ReactNode] {
  const words = useWords().cluster;
  const [as, setAs] = useState<"map" | "table">("map");
  const choices = [
    { value: "map", label: words.map },
    { value: "table", label: words.table },
  ] as const;
  return [as, <Segments key="sight" label={words.view} choices={choices} value={as} onChoose={setAs} />];
}
