import {
  Admin,
  ConsumerConfig,
  Duration,
  KafkaConsumer,
  KafkaProducer,
  NewPartitionReassignment,
  ProducerConfig,
  ProducerRecord,
  StringDeserializer,
  StringSerializer,
  sleep,
  TopicPartition,
} from "samsa";

const bootstrap = "broker1:9092,broker2:9092,broker3:9092";
const partition = new TopicPartition("orders", 0);

// [1] 10건 쓰고 프로듀서를 닫음 / Write 10 records and close the producer
const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: bootstrap,
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
});
for (let i = 1; i <= 10; i++) producer.send(new ProducerRecord("orders", `o-${i}`, "PAID"));
await producer.flush();
await producer.close();

// [2] 복제본을 둘 브로커 / The brokers that shall have the replicas
const target = new NewPartitionReassignment([1, 2]);
const admin = Admin.create({ "bootstrap.servers": bootstrap });
await admin.alterPartitionReassignments(new Map([[partition, target]])).all();
await admin.close();

// [3] 2초마다 처음부터 읽음 / Read from the beginning, every 2 s
const consumer = new KafkaConsumer({
  [ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG]: bootstrap,
  [ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG]: StringDeserializer,
  [ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG]: StringDeserializer,
});
consumer.assign([partition]);
for (let i = 1; i <= 30; i++) {
  consumer.seekToBeginning([partition]);
  const records = await consumer.poll(Duration.ofMillis(1000));
  console.log(`read ${records.count()}`);
  await sleep(1000);
}
await consumer.close();
