// What the exceptions that a program meets most often mean, and what to look at; Kafka's own text stands before it.
export const exceptionsKo = {
  TimeoutException:
    "정해진 시간 안에 응답을 받지 못했습니다. 브로커나 컨트롤러가 실행 중인지, 링크가 끊기지 않았는지 확인합니다.",
  NotEnoughReplicasException:
    "ISR이 min.insync.replicas보다 적어 acks=all 쓰기를 받지 않습니다. 기록된 것은 없습니다.",
  NotEnoughReplicasAfterAppendException:
    "리더에는 기록되었지만, 그사이 ISR이 min.insync.replicas보다 적어졌습니다. 다시 보내면 두 번 기록될 수 있습니다.",
  TopicExistsException:
    "같은 이름의 토픽이 이미 있습니다. 다른 이름을 쓰거나, 만들기 전에 있는지 확인합니다.",
  InvalidTopicException:
    "토픽 이름으로 쓸 수 없습니다. 영문자, 숫자, '.', '_', '-'로 249자까지 쓸 수 있습니다.",
  UnknownTopicOrPartitionException:
    "그런 토픽이나 파티션이 없거나, 브로커가 아직 알지 못합니다. 이름과 파티션 번호를 확인합니다.",
  InvalidReplicationFactorException: "복제 계수는 1 이상이고, 쓸 수 있는 브로커 수를 넘을 수 없습니다.",
  InvalidPartitionsException:
    "파티션 수가 맞지 않습니다. 1개 이상이어야 하고, 있는 토픽에서는 늘릴 수만 있습니다.",
  InvalidReplicaAssignmentException:
    "복제본 배치가 맞지 않습니다. 있는 브로커만, 파티션마다 같은 개수로, 겹치지 않게 지정합니다.",
  InvalidConfigurationException:
    "토픽이나 브로커의 설정값이 맞지 않습니다. 설정 이름과 값의 범위를 확인합니다.",
  ConfigException: "클라이언트 설정이 맞지 않습니다. 설정 이름과 값의 형식을 확인합니다.",
  PolicyViolationException:
    "한 요청으로 바꾸려는 것이 너무 많습니다. 컨트롤러는 한 번에 메타데이터 레코드 10,000개까지 쓰며, 토픽과 파티션이 하나씩 차지합니다. 나누어 만들거나 파티션 수를 줄입니다.",
  RecordTooLargeException:
    "레코드가 허용된 크기보다 큽니다. max.request.size와 토픽의 max.message.bytes를 확인합니다.",
  RecordBatchTooLargeException: "배치가 세그먼트보다 큽니다. 토픽의 segment.bytes나 배치 크기를 바꿉니다.",
  SerializationException:
    "키나 값을 바이트로 바꾸거나 되돌리지 못했습니다. serializer와 deserializer의 형식이 데이터와 맞는지 확인합니다.",
  NotLeaderOrFollowerException:
    "이 브로커는 이제 그 파티션의 리더가 아닙니다. 클라이언트가 메타데이터를 다시 받아 새 리더에게 보냅니다.",
  NotControllerException: "이 컨트롤러는 이제 리더가 아닙니다. 새 리더가 뽑히면 다시 시도합니다.",
  OffsetOutOfRangeException:
    "그 오프셋은 로그에 없습니다. 보존 기간이 지나 지워졌거나 아직 기록되지 않았습니다.",
  NoOffsetForPartitionException:
    "읽기 시작할 오프셋이 없습니다. seek로 정하거나 auto.offset.reset을 지정합니다.",
  OutOfOrderSequenceException: "같은 프로듀서의 앞선 배치가 로그에 없습니다. 그 배치를 잃었을 수 있습니다.",
  KafkaStorageException: "브로커의 디스크가 읽기나 쓰기에 실패했습니다. 그 로그 디렉터리는 오프라인입니다.",
  CorruptRecordException: "레코드 배치의 CRC가 맞지 않습니다. 바이트가 도중에 바뀌었습니다.",
  UnsupportedVersionException:
    "클라이언트와 브로커가 함께 아는 API 버전이 없거나, 브로커가 이 기능을 모릅니다.",
  UnsupportedOperationException: "이 클라이언트에는 아직 없는 기능입니다.",
  CoordinatorNotAvailableException: "그룹 코디네이터가 없습니다. 컨슈머 그룹은 아직 지원하지 않습니다.",
  IllegalStateException:
    "지금 상태에서는 할 수 없는 호출입니다. 이미 닫았거나, 할당되지 않은 파티션일 수 있습니다.",
  EvalError: "문자열을 코드로 실행하는 eval과 Function은 쓸 수 없습니다.",
};
