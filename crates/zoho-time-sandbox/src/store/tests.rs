//! Guarantees of the store: atomic work, and no response before the commit.

use std::sync::mpsc;

use super::{Durability, Location, Store, StoreError, Transaction};
use crate::model::{Currency, Organization};
use crate::store::{NewCustomer, NewOrganization};

fn memory() -> Store {
    Store::open(&Location::Memory, Durability::Normal).unwrap()
}

fn add_organization(transaction: &Transaction<'_>) -> Result<Organization, StoreError> {
    let id = transaction.next_id()?;
    transaction.add_organization(&NewOrganization {
        id,
        name: "Test",
        time_zone: "+00:00".parse().unwrap(),
        currency: Currency {
            id: transaction.next_id()?,
            code: "EUR".into(),
            symbol: "€".into(),
        },
    })?;
    Ok(transaction.organization(id)?.unwrap())
}

async fn organizations(store: &Store) -> i64 {
    let count = store.read(|transaction| {
        transaction.one("SELECT count(*) FROM organizations", [], |row| row.get(0))
    });
    count
        .await
        .map(Option::unwrap)
        .map_err(|error: StoreError| error)
        .unwrap()
}

/// Blocks the writer until the sender is dropped, so that work sent in the meantime is one batch.
fn hold(store: &Store) -> mpsc::Sender<()> {
    let (release, held) = mpsc::channel::<()>();
    store.writer.submit_alone(Box::new(move |_| {
        let _ = held.recv();
    }));
    release
}

#[tokio::test]
async fn work_that_fails_leaves_nothing_and_has_no_side_effects() {
    let store = memory();
    let release = hold(&store);
    let failing = store.write(|transaction| {
        add_organization(transaction)?;
        Err::<(), _>(StoreError::BrokenOff)
    });
    let fine = store.write(|transaction| add_organization(transaction).map(drop));
    let seen = store.read(|transaction| transaction.first_organization());
    let release = async { drop(release) };
    let (failed, done, seen, ()) = tokio::join!(failing, fine, seen, release);
    assert!(matches!(failed, Err(StoreError::BrokenOff)));
    done.unwrap();
    assert!(seen.unwrap().is_some());
    assert_eq!(organizations(&store).await, 1);
}

#[tokio::test]
async fn work_that_panics_is_only_broken_off() {
    let store = memory();
    let panicked = store.write(|transaction| -> Result<(), StoreError> {
        add_organization(transaction)?;
        panic!("a bug in a rule");
    });
    assert!(matches!(panicked.await, Err(StoreError::BrokenOff)));
    assert_eq!(organizations(&store).await, 0);
}

#[tokio::test]
async fn a_commit_that_fails_is_an_error_for_all_its_jobs() {
    let store = memory();
    let release = hold(&store);
    let innocent = store.write(|transaction| add_organization(transaction).map(drop));
    // A violation that is detected at the commit.
    let guilty = store.write(|transaction| {
        transaction.run(
            "INSERT INTO organizations VALUES (7, 'No such currency', '+00:00', 77)",
            [],
        )
    });
    let witness = store.read(|transaction| transaction.first_organization());
    let release = async { drop(release) };
    let (innocent, guilty, witness, ()) = tokio::join!(innocent, guilty, witness, release);
    assert!(matches!(guilty, Err(StoreError::NotCommitted(_))));
    assert!(matches!(innocent, Err(StoreError::NotCommitted(_))));
    // A read of uncommitted data gets no result either.
    assert!(matches!(witness, Err(StoreError::NotCommitted(_))));
    assert_eq!(organizations(&store).await, 0);

    // The writer continues.
    store
        .write(|transaction| add_organization(transaction).map(drop))
        .await
        .unwrap();
    assert_eq!(organizations(&store).await, 1);
}

#[tokio::test]
async fn what_was_ordered_before_and_after_something_alone_is_done_as_well() {
    let store = memory();
    let release = hold(&store);
    let before = store.write(|transaction| add_organization(transaction).map(drop));
    let alone = store.list_snapshots();
    let after = store.write(|transaction| add_organization(transaction).map(drop));
    let release = async { drop(release) };
    let (before, alone, after, ()) = tokio::join!(before, alone, after, release);
    before.unwrap();
    alone.unwrap();
    after.unwrap();
    assert_eq!(organizations(&store).await, 2);
}

#[tokio::test]
async fn ids_that_were_rolled_back_are_given_again() {
    let store = memory();
    let take = |fail: bool| {
        store.write(move |transaction| {
            let id: i64 = transaction.next_id()?;
            if fail {
                Err(StoreError::BrokenOff)
            } else {
                Ok(id)
            }
        })
    };
    let first = take(false).await.unwrap();
    take(true).await.unwrap_err();
    assert_eq!(take(false).await.unwrap(), first + 2);
}

#[tokio::test]
async fn a_ledger_accesses_only_its_organization() {
    let store = memory();
    let checked = store.write(|transaction| {
        let now = chrono::Utc::now();
        let one = transaction.ledger(add_organization(transaction)?, now);
        let other = transaction.ledger(add_organization(transaction)?, now);
        let id = one.next_id()?;
        one.add_customer(&NewCustomer {
            id,
            name: "Mine",
            email: "",
        })?;
        assert!(one.customer(id)?.is_some());
        assert!(other.customer(id)?.is_none());
        Ok::<_, StoreError>(())
    });
    checked.await.unwrap();
}

#[tokio::test]
async fn readers_of_a_file_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::File(folder.path().join("store.db"));
    let store = Store::open(&location, Durability::Full).unwrap();
    let refused = store
        .read(|transaction| add_organization(transaction).map(drop))
        .await;
    assert!(matches!(refused, Err(StoreError::Database(_))));
    store
        .write(|transaction| add_organization(transaction).map(drop))
        .await
        .unwrap();
    assert_eq!(organizations(&store).await, 1);
}
