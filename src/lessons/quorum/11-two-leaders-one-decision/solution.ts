import { Admin, CreateTopicsOptions, NewTopic, sleep } from "samsa";

const admin = Admin.create({ "bootstrap.servers": "broker1:9092,broker2:9092,broker3:9092" });
const patience = new CreateTopicsOptions().timeoutMs(2000);

const made = (await admin.listTopics().names()).size;

for (let i = 1; i <= 60; i++) {
  const topic = `try-${made + i}`;
  try {
    await admin.createTopics([new NewTopic(topic, 1, 3)], patience).all();
    console.log(`${topic} ok`);
  } catch (error) {
    console.error(`${topic} ${(error as Error).name}`);
  }
  await sleep(500);
}

await admin.close();
