import type { LessonEntry } from "../api/lesson.ts";

export const entry: LessonEntry = {
  id: "quorum",
  title: { ko: "과반수가 결정한다", en: "The majority decides" },
  summary: {
    ko: "누가 정하고 누가 저장하는지 가린 다음, 컨트롤러를 하나씩 죽이고 끊어 가며 쿼럼이 없을 때 무엇이 이어지고 무엇이 멈추는지 확인합니다.",
    en: "Tell who decides from who stores. Then kill controllers and cut them off; see what goes on without a quorum, and what stops.",
  },
  track: "brokers",
  steps: [
    { id: "not-one-of-the-brokers", ko: "브로커 중 하나가 아니다", en: "Not one of the brokers" },
    { id: "who-makes-the-plan", ko: "누가 자리를 정하는가", en: "Who makes the plan" },
    { id: "who-carries-the-records", ko: "정하는 것과 나르는 것", en: "Deciding and carrying" },
    { id: "no-zookeeper-to-ask", ko: "물어볼 ZooKeeper가 없다", en: "No ZooKeeper to ask" },
    {
      id: "no-promotion-without-election",
      ko: "선거 없는 승격은 없다",
      en: "No promotion without an election",
    },
    { id: "four-are-not-stronger", ko: "넷은 셋보다 튼튼하지 않다", en: "Four are not stronger than three" },
    { id: "alive-and-yet-it-resigns", ko: "살아 있어도 물러나는 리더", en: "Alive, and yet it resigns" },
    { id: "what-goes-on", ko: "쿼럼 없이도 되는 일", en: "What goes on without a quorum" },
    { id: "an-isr-that-cannot-shrink", ko: "줄지 못하는 ISR", en: "An ISR that cannot shrink" },
    { id: "the-dark-partition", ko: "리더를 잃은 파티션", en: "The dark partition" },
    { id: "two-leaders-one-decision", ko: "두 리더, 하나의 결정", en: "Two leaders, one decision" },
  ],
  load: async () => (await import("./lesson.ts")).lesson,
};
