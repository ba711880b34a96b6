import { Admin, NewTopic, sleep } from "samsa";

const admin = Admin.create({ "bootstrap.servers": "broker1:9092,broker2:9092,broker3:9092" });

// [1] 파티션마다 복제본을 둘 브로커. 맨 앞이 리더 / The brokers of each partition, the leader first
const plan = new Map([
  [0, [1, 2]],
  [1, [1, 2]],
  [2, [1, 2]],
  [3, [1, 2]],
  [4, [1, 2]],
  [5, [1, 2]],
]);
await admin.createTopics([new NewTopic("orders", plan)]).all();

// [2] 브로커 3이 켜질 때까지 / Until broker 3 is up
console.log("broker 3?");
while ((await admin.describeCluster().nodes()).length < 3) await sleep(500);

await admin.createTopics([new NewTopic("payments", 6, 2)]).all();

const topics = await admin.describeTopics(["orders", "payments"]).allTopicNames();
for (const topic of topics.values())
  for (const at of topic.partitions())
    console.log(`${topic.name()}-${at.partition()} [${at.replicas().map((node) => node.id())}]`);

await admin.close();
