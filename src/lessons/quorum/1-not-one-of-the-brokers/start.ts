import { Admin, NewTopic } from "samsa";

const admin = Admin.create({ "bootstrap.servers": "broker1:9092,broker2:9092,broker3:9092" });

await admin.createTopics([new NewTopic("orders", 3, 1)]).all();

const controller = await admin.describeCluster().controller();
console.log(`describeCluster().controller() → broker ${controller?.id()}`);

await admin.close();
