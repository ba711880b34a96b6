import { Admin, NewTopic, sleep } from "samsa";

const admin = Admin.create({ "bootstrap.servers": "broker1:9092,broker2:9092,broker3:9092" });

// [1] 파티션 6개, 복제본 3개씩. 어디에 둘지는 말하지 않음 / 6 partitions of 3 replicas, and no word of where
await admin.createTopics([new NewTopic("orders", 6, 3)]).all();

// [2] 브로커 4가 켜질 때까지 / Until broker 4 is up
console.log("broker 4?");
while ((await admin.describeCluster().nodes()).length < 4) await sleep(500);

await admin.createTopics([new NewTopic("payments", 6, 3)]).all();

const topics = await admin.describeTopics(["orders", "payments"]).allTopicNames();
for (const topic of topics.values())
  for (const at of topic.partitions())
    console.log(`${topic.name()}-${at.partition()} [${at.replicas().map((node) => node.id())}]`);

await admin.close();
