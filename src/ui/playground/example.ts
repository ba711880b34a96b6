// The first program of the playground: it makes a topic if there is none, and writes records with acks=all.
export const EXAMPLE_NAME = "orders.ts";

export const EXAMPLE = `import { Admin, KafkaProducer, NewTopic, ProducerConfig, ProducerRecord, StringSerializer, sleep } from "samsa";

const servers = "broker1:9092,broker2:9092,broker3:9092";

const admin = Admin.create({ "bootstrap.servers": servers });
const topics = await admin.listTopics().names();
if (!topics.has("orders")) {
  const orders = new NewTopic("orders", 3, 3).configs({ "min.insync.replicas": "2" });
  await admin.createTopics([orders]).all();
}
await admin.close();

const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: servers,
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.ACKS_CONFIG]: "all",
});

for (let i = 1; i <= 20; i++) {
  producer.send(new ProducerRecord("orders", \`o-\${i}\`, "PAID"), (metadata, exception) => {
    if (exception) console.error(\`o-\${i}\`, exception.name);
    else console.log(\`o-\${i} → \${metadata.topic()}-\${metadata.partition()} offset \${metadata.offset()}\`);
  });
  await sleep(200);
}

await producer.flush();
await producer.close();
`;
