//! Random bytes for tokens and codes, and ids and tokens derived from a seed.

use super::{StoreError, Transaction};

/// Number of bytes of a secret.
const LENGTH: usize = 32;
/// Distance of the id ranges of two seeds, which is more than one sandbox ever assigns.
const IDS_OF_A_SEED: u64 = 1_000_000_000;
/// Number of seeds with different id ranges.
const SEEDS: u64 = 8_000_000_000;

impl Transaction<'_> {
    /// Sets the seed for the ids and secrets of a new store.
    pub(crate) fn put_seed(self, seed: u64) -> Result<(), StoreError> {
        let offset = (seed % SEEDS).saturating_mul(IDS_OF_A_SEED).cast_signed();
        self.run(
            "UPDATE id_counter SET next_id = next_id + ?1, token_seed = ?2",
            [offset, seed.cast_signed()],
        )?;
        Ok(())
    }

    /// Bytes for a secret: unguessable unless the store has a seed.
    pub(crate) fn secret_bytes(self) -> Result<[u8; LENGTH], StoreError> {
        let seed: Option<Option<i64>> =
            self.one("SELECT token_seed FROM id_counter", [], |row| row.get(0))?;
        let mut bytes = [0_u8; LENGTH];
        match seed.flatten() {
            None => getrandom::fill(&mut bytes)
                .map_err(|error| StoreError::Random(error.to_string()))?,
            Some(seed) => {
                // Each secret uses up an id, so that no two are the same.
                let number: i64 = self.next_id()?;
                spread(seed.cast_unsigned(), number.cast_unsigned(), &mut bytes);
            }
        }
        Ok(bytes)
    }
}

/// Fills bytes with evenly distributed values derived from two numbers (SplitMix64). Looks random, but is not
/// secure.
fn spread(seed: u64, number: u64, bytes: &mut [u8]) {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = seed.wrapping_mul(STEP).rotate_left(32) ^ number;
    for chunk in bytes.chunks_mut(size_of::<u64>()) {
        state = state.wrapping_add(STEP);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        for (byte, random) in chunk.iter_mut().zip(mixed.to_le_bytes()) {
            *byte = random;
        }
    }
}
