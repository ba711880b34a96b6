import { KafkaProducer, ProducerConfig, ProducerRecord, StringSerializer, sleep } from "samsa";

const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: "broker1:9092,broker2:9092,broker3:9092",
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.ACKS_CONFIG]: "all",
  [ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG]: 3000,
  [ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG]: 5000,
});

// [1] 세 파티션에 번갈아 하나씩 / One to each of the three partitions in turn
for (let i = 1; i <= 180; i++) {
  const partition = i % 3;
  producer.send(new ProducerRecord("orders", partition, `o-${i}`, "PAID"), (metadata, exception) => {
    if (exception) console.error(`orders-${partition} o-${i}`, exception.name);
    else console.log(`orders-${partition} o-${i} → offset ${metadata.offset()}`);
  });
  await sleep(300);
}

await producer.flush();
await producer.close();
