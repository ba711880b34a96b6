import type { LessonEntry } from "../api/lesson.ts";

export const entry: LessonEntry = {
  id: "acks",
  title: { ko: "acks는 누구를 기다리는가", en: "Whom acks waits for" },
  summary: {
    ko: "프로듀서가 받은 성공 응답이 무엇을 보장하는지, 리더를 직접 죽여 가며 확인합니다.",
    en: "Kill leaders yourself and see what a producer's success really promises.",
  },
  track: "producers",
  steps: [
    { id: "sent-is-not-stored", ko: "보낸 것과 저장된 것", en: "Sent is not stored" },
    { id: "acknowledged-then-gone", ko: "응답받고도 사라진 레코드", en: "Acknowledged, then gone" },
    { id: "until-the-isr-has-it", ko: "ISR 모두가 가질 때까지", en: "Until the whole ISR has it" },
    { id: "the-quiet-follower", ko: "조용한 팔로워", en: "The quiet follower" },
    { id: "refusing-to-write", ko: "쓰기를 거절하는 용기", en: "Refusing to write" },
    { id: "alone-in-the-isr", ko: "혼자 남은 ISR", en: "Alone in the ISR" },
    { id: "put-it-together", ko: "안전한 설정 완성하기", en: "Put it together" },
  ],
  load: async () => (await import("./lesson.ts")).lesson,
};
