import { KafkaProducer, ProducerConfig, ProducerRecord, StringSerializer, sleep } from "samsa";

const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: "broker1:9092,broker2:9092,broker3:9092",
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.ACKS_CONFIG]: "all",
  // [1] 5초 안에 성공하지 못하면 예외 / An exception unless it succeeds within 5 s
  [ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG]: 3000,
  [ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG]: 5000,
});

for (let i = 1; i <= 120; i++) {
  producer.send(new ProducerRecord("orders", `o-${i}`, "PAID"), (metadata, exception) => {
    if (exception) console.error(`o-${i}`, exception.name);
    else console.log(`o-${i} → offset ${metadata.offset()}`);
  });
  await sleep(500);
}

await producer.flush();
await producer.close();
