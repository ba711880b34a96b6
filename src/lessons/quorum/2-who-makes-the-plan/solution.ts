import { Admin, NewTopic, sleep } from "samsa";

const admin = Admin.create({ "bootstrap.servers": "broker1:9092,broker2:9092,broker3:9092" });

// [1] 파티션 6개, 복제본 2개씩. 어디에 둘지는 말하지 않음 / 6 partitions of 2 replicas, and no word of where
await admin.createTopics([new NewTopic("orders", 6, 2)]).all();

// [2] 브로커 3이 켜질 때까지 / Until broker 3 is up
console.log("broker 3?");
while ((await admin.describeCluster().nodes()).length < 3) await sleep(500);

await admin.createTopics([new NewTopic("payments", 6, 2)]).all();

const topics = await admin.describeTopics(["orders", "payments"]).allTopicNames();
for (const topic of topics.values())
  for (const at of topic.partitions())
    console.log(`${topic.name()}-${at.partition()} [${at.replicas().map((node) => node.id())}]`);

await admin.close();
