// All lessons in the order in which they are taught. Each loads by itself, so that the first page stays small.
import { entry as acks } from "./acks/entry.ts";
import type { LessonEntry } from "./api/lesson.ts";
import { entry as quorum } from "./quorum/entry.ts";

export const LESSONS: readonly LessonEntry[] = [acks, quorum];
