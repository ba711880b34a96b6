// The title of the browser's tab: where one is, then whose page it is.
import { useEffect } from "react";
import { useRoute } from "wouter";
import { LESSONS } from "../../lessons/index.ts";
import { useLanguage, useWords } from "../i18n/language.ts";

function useWhere(): string {
  const words = useWords();
  const language = useLanguage();
  const [inLesson, params] = useRoute("/lesson/:id/:step");
  const [inPlayground] = useRoute("/playground/*?");
  const [inTimeLab] = useRoute("/lab/time");
  if (inLesson) {
    const lesson = LESSONS.find(({ id }) => id === params["id"]);
    const step = lesson?.steps[Number(params["step"]) - 1];
    if (lesson === undefined || step === undefined) return words.home.title;
    return `${step[language]} · ${lesson.title[language]}`;
  }
  if (inPlayground) return words.app.playground;
  return inTimeLab ? words.app.timeLab : words.home.title;
}

export function usePageTitle(): void {
  const words = useWords();
  const where = useWhere();
  useEffect(() => {
    document.title = `${where} · ${words.app.name}`;
  }, [where, words]);
}
