import { expect, test } from "vitest";
import { lossEn, lossEventEn } from "./losses-en.ts";
import { lossEventKo, lossKo, type ToldLoss } from "./losses-ko.ts";

const loss = (change: Partial<ToldLoss>): ToldLoss => ({
  topic: "orders",
  partition: 0,
  cut: "killed",
  fromOffset: 812,
  toOffset: 849,
  atLeast: false,
  returning: 0,
  gone: 0,
  goneCommitted: 0,
  damaged: 0,
  ...change,
});

test("all come back", () => {
  const told = loss({ returning: 37 });
  expect(lossEventKo(told)).toBe("orders-0 레코드 37건 잃음 · 오프셋 812–848 · 37건은 리더에서 다시 받음");
  expect(lossEventEn(told)).toBe("orders-0 lost 37 records · offsets 812–848 · 37 come back from the leader");
  expect(lossKo([2], told)).toBe(
    "브로커 2의 orders-0은 복구한 뒤 오프셋 812에서 끝납니다. flush되지 않은 레코드 37건을 잃었습니다. 모두 리더에 있어 다시 받아 옵니다.",
  );
  expect(lossEn([2], told)).toBe(
    "orders-0 on broker 2 ends at offset 812 after recovery. 37 unflushed records were lost. The leader has all of them; they come back.",
  );
});

test("some are gone, and it may have been more", () => {
  const told = loss({ atLeast: true, returning: 30, gone: 7, goneCommitted: 2 });
  expect(lossKo([1], told)).toBe(
    "브로커 1의 orders-0은 복구한 뒤 오프셋 812에서 끝납니다. flush되지 않은 레코드 37건 이상을 잃었습니다. 30건은 리더에 있어 다시 받아 오고, 7건은 사라졌습니다. 그중 2건은 커밋되었던 레코드입니다.",
  );
  expect(lossEn([1], told)).toBe(
    "orders-0 on broker 1 ends at offset 812 after recovery. At least 37 unflushed records were lost. The leader has 30, which come back; 7 are gone. 2 of these had been committed.",
  );
});

test("one, for good", () => {
  const told = loss({ toOffset: 813, gone: 1, goneCommitted: 1 });
  expect(lossEventKo(told)).toBe("orders-0 레코드 1건 잃음 · 오프셋 812 · 1건은 사라짐 · 그중 커밋된 것 1건");
  expect(lossKo([3], told)).toContain(
    "모두 사라졌습니다. 리더의 로그에도 없습니다. 커밋되었던 레코드입니다.",
  );
  expect(lossEn([3], told)).toContain("1 unflushed record was lost.");
});

test("what the disk did not keep is not called unflushed", () => {
  const told = loss({ damaged: 5, gone: 37 });
  expect(lossKo([3], told)).toContain("디스크가 지키지 못한 레코드 37건을 잃었습니다.");
  expect(lossEn([3], told)).toContain("37 records that the disk did not keep were lost.");
});
