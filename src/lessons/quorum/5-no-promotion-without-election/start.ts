import { KafkaProducer, ProducerConfig, ProducerRecord, StringSerializer, sleep } from "samsa";

const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: "broker1:9092,broker2:9092,broker3:9092",
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.ACKS_CONFIG]: "all",
});

for (let i = 1; i <= 10; i++) {
  producer.send(new ProducerRecord("orders", `o-${i}`, "PAID"), (metadata, exception) => {
    if (exception) console.error(`o-${i}`, exception.name);
    else console.log(`o-${i} → offset ${metadata.offset()}`);
  });
  await sleep(200);
}

await producer.flush();
await producer.close();
