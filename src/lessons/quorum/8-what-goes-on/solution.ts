import {
  Admin,
  ConsumerConfig,
  CreateTopicsOptions,
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

// [1] 쓰기 / Write
const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: bootstrap,
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.ACKS_CONFIG]: "all",
});
for (let i = 1; i <= 60; i++) {
  producer.send(new ProducerRecord("orders", `o-${i}`, "PAID"), (metadata, exception) => {
    if (exception) console.error(`o-${i}`, exception.name);
    else console.log(`o-${i} → offset ${metadata.offset()}`);
  });
  await sleep(250);
}
await producer.flush();
await producer.close();

// [2] 읽기 / Read
const consumer = new KafkaConsumer({
  [ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG]: bootstrap,
  [ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG]: StringDeserializer,
  [ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG]: StringDeserializer,
});
const partition = new TopicPartition("orders", 0);
consumer.assign([partition]);
consumer.seekToBeginning([partition]);
let read = 0;
for (let idle = 0; idle < (read > 0 ? 3 : 20); ) {
  const records = await consumer.poll(Duration.ofMillis(500));
  read += records.count();
  idle = records.count() > 0 ? 0 : idle + 1;
}
console.log(`read ${read}`);
await consumer.close();

// [3] 토픽 만들기 / Create a topic
const admin = Admin.create({ "bootstrap.servers": bootstrap });
try {
  await admin.createTopics([new NewTopic("payments", 1, 3)], new CreateTopicsOptions().timeoutMs(5000)).all();
  console.log("payments ok");
} catch (error) {
  console.error(`payments ${(error as Error).name}`);
}
await admin.close();
