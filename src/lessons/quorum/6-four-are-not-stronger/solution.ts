import { Admin, CreateTopicsOptions, NewTopic, sleep } from "samsa";

const admin = Admin.create({ "bootstrap.servers": "broker1:9092" });
const patience = new CreateTopicsOptions().timeoutMs(2000);

// [1] 이미 있는 토픽 다음 번호부터 / Numbered on from the topics that are there
const made = (await admin.listTopics().names()).size;

for (let i = 1; i <= 60; i++) {
  const topic = `try-${made + i}`;
  try {
    await admin.createTopics([new NewTopic(topic, 1, 1)], patience).all();
    console.log(`${topic} ok`);
  } catch (error) {
    console.error(`${topic} ${(error as Error).name}`);
  }
  await sleep(1000);
}

await admin.close();
