import {
  Admin,
  KafkaProducer,
  NewTopic,
  ProducerConfig,
  ProducerRecord,
  StringSerializer,
  sleep,
} from "samsa";

const bootstrap = "broker1:9092,broker2:9092,broker3:9092";

// [1] 복제본과 최소 ISR을 정합니다. / Choose the replicas and the least ISR.
const admin = Admin.create({ "bootstrap.servers": bootstrap });
await admin.createTopics([new NewTopic("payments", 1, 1)]).all();

// [2] 누구의 응답까지 기다릴지 정합니다. / Choose whom to wait for.
const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: bootstrap,
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.ACKS_CONFIG]: "1",
});

for (let i = 1; i <= 40; i++) {
  producer.send(new ProducerRecord("payments", `p-${i}`, "PAID"), (metadata, exception) => {
    if (exception) console.error(`p-${i}`, exception.name);
    else console.log(`p-${i} → offset ${metadata.offset()}`);
  });
  await sleep(250);
}
await producer.flush();
await producer.close();
await admin.close();
