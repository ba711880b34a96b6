// Texts of our own clients and of the sandbox, said in Korean; the original stands beneath.
import type { OwnText } from "../editor/own-texts.ts";
import { bytes, count } from "./numbers.ts";
import { withParticle } from "./particle.ts";

export function ownKo(text: OwnText): string | null {
  switch (text.kind) {
    case "connection-lost":
      return `${text.address}에 연결하지 못했거나 연결이 끊겼습니다.`;
    case "batch-split":
      return `${text.partition}: ${bytes(text.sizeBytes)} 배치가 너무 커서 나누어 보냅니다.`;
    case "no-producer-ids":
      return "브로커가 프로듀서 ID(InitProducerId)를 주지 않아 enable.idempotence는 효과가 없습니다. 순서는 되도록 지키지만, 응답을 잃은 배치는 두 번 기록될 수 있습니다.";
    case "unused-configs":
      return `지정했지만 쓰이지 않는 설정: ${text.names}`;
    case "delivery-timeout":
      return `delivery.timeout.ms는 linger.ms + request.timeout.ms 이상이어야 하므로 ${withParticle(String(text.ms), "으로/로")} 바꿉니다.`;
    case "unknown-topic-id":
      return `브로커가 모르는 토픽 ID로 응답했습니다: ${text.topicId}`;
    case "lines-dropped":
      return `출력이 한꺼번에 너무 많아 ${count(text.lines)}줄을 생략했습니다.`;
    case "not-available":
      return `${withParticle(text.what, "은/는")} 쓸 수 없습니다. 프로그램은 samsa를 통해 이 클러스터하고만 통신합니다.`;
    case "no-such-module":
      return `import는 "samsa"에서만 할 수 있습니다. "${text.module}"에서는 할 수 없습니다.`;
    case "no-such-export":
      return `"${text.module}"에는 ${withParticle(text.name, "이/가")} 없습니다.`;
  }
}
