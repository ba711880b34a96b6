import {
  Admin,
  ConsumerConfig,
  Duration,
  KafkaConsumer,
  KafkaProducer,
  NewTopic,
  ProducerConfig,
  ProducerRecord,
  StringDeserializer,
  StringSerializer,
  sleep,
  TopicPartition,
} from "samsa";

const bootstrap = "broker1:9092,broker2:9092,broker3:9092";

// [1] 복제본 셋, 그중 둘 이상이 가져야 쓰기 성공 / Three replicas, two of which must have a record
const admin = Admin.create({ "bootstrap.servers": bootstrap });
await admin.createTopics([new NewTopic("payments", 1, 1)]).all();

// [2] ISR 모두를 기다립니다. / Wait for the whole ISR.
const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: bootstrap,
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.ACKS_CONFIG]: "all",
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

// [3] 다시 읽어 셉니다. / Read everything back and count.
const consumer = new KafkaConsumer({
  [ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG]: bootstrap,
  [ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG]: StringDeserializer,
  [ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG]: StringDeserializer,
});
const partition = new TopicPartition("payments", 0);
consumer.assign([partition]);
consumer.seekToBeginning([partition]);

const keys = new Set<string>();
for (let empty = 0; empty < 10; ) {
  const records = await consumer.poll(Duration.ofSeconds(1));
  empty = records.isEmpty() ? empty + 1 : 0;
  for (const record of records) keys.add(record.key() as string);
}
console.log(`${keys.size} / 40`);
await consumer.close();
