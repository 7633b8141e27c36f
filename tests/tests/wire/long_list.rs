//! A list of texts beyond what becomes an enum is a type all the same.

use faultcode_tests::Answer;

use crate::wire::clients::long_list::Client;
use crate::wire::clients::long_list::types::Zone;
use faultcode_tests::rows::Table;

#[tokio::test]
async fn texts() {
    let mut table = Table::answering("a long list", |request| {
        let known = request.target.ends_with("=z1999");
        Answer::json(200, if known { r#""z7""# } else { r#""new""# })
    });
    let client = Client::builder().base_url(table.url()).build();
    let client = client.expect("a loopback URL");
    let calls = client.long_list();
    let asked = |zone: &str| {
        let zone = Zone::from(zone);
        calls.read_order().with(|it| it.zone(zone))
    };
    table
        .target("a listed text", asked("z1999"), "/orders?zone=z1999")
        .await;
    table
        .target("another text", asked("elsewhere"), "/orders?zone=elsewhere")
        .await;
    let read = async |zone: &str| {
        let zone = asked(zone).await.map_err(|it| it.to_string())?;
        Ok::<_, String>((zone.is_known(), zone.to_string()))
    };
    table
        .value("a listed answer", read("z1999"), r#"(true, "z7")"#)
        .await;
    table
        .value("a new answer", read("elsewhere"), r#"(false, "new")"#)
        .await;
    table.compare("all of them", Ok(Zone::values().len().to_string()), "2001");
    table.finish();
}
