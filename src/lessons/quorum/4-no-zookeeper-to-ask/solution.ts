import { Admin, AlterConfigOp, ConfigEntry, ConfigResource, NewTopic, sleep } from "samsa";

const admin = Admin.create({ "bootstrap.servers": "broker1:9092,broker2:9092,broker3:9092" });
const NAME = "message.max.bytes";

// [1] 토픽이 없으면 만듦 / Create the topic, unless it is there
const topics = await admin.listTopics().names();
if (!topics.has("orders")) await admin.createTopics([new NewTopic("orders", 3, 3)]).all();

// [2] ""는 모든 브로커, "1"은 브로커 1 / "" is all brokers, "1" is broker 1
const changes = new Map([
  ["", "2000000"],
  ["1", "3000000"],
]);
for (const [broker, value] of changes) {
  const resource = new ConfigResource("BROKER", broker);
  const set = new AlterConfigOp(new ConfigEntry(NAME, value), "SET");
  await admin.incrementalAlterConfigs(new Map([[resource, [set]]])).all();
}
await sleep(500);

// [3] 브로커마다 지금의 값과 출처 / What each broker has now, and whence
for (const broker of ["1", "2", "3"]) {
  const resource = new ConfigResource("BROKER", broker);
  const config = (await admin.describeConfigs([resource]).all()).get(resource);
  const entry = config?.get(NAME);
  console.log(`broker ${broker}: ${entry?.value()} ${entry?.source()}`);
}

await admin.close();
