//! Random bytes for tokens and codes, and what a seed makes of ids and of them.

use super::{StoreError, Transaction};

/// How many bytes a secret is made of.
const LENGTH: usize = 32;
/// How far apart the ids of two seeds begin, which is more than one sandbox ever gives.
const IDS_OF_A_SEED: u64 = 1_000_000_000;
/// How many seeds there are until the ids of the first one come again.
const SEEDS: u64 = 8_000_000_000;

impl Transaction<'_> {
    /// Makes the ids and secrets of a new store those of a seed.
    pub(crate) fn put_seed(self, seed: u64) -> Result<(), StoreError> {
        let offset = (seed % SEEDS).saturating_mul(IDS_OF_A_SEED).cast_signed();
        self.run(
            "UPDATE id_counter SET next_id = next_id + ?1, token_seed = ?2",
            [offset, seed.cast_signed()],
        )?;
        Ok(())
    }

    /// Bytes for a secret: nobody can guess them, unless the store was given a seed.
    pub(crate) fn secret_bytes(self) -> Result<[u8; LENGTH], StoreError> {
        let seed: Option<Option<i64>> =
            self.one("SELECT token_seed FROM id_counter", [], |row| row.get(0))?;
        let mut bytes = [0_u8; LENGTH];
        match seed.flatten() {
            None => getrandom::fill(&mut bytes)
                .map_err(|error| StoreError::Random(error.to_string()))?,
            Some(seed) => {
                // Each secret takes an id, so that no two are the same.
                let number: i64 = self.next_id()?;
                spread(seed.cast_unsigned(), number.cast_unsigned(), &mut bytes);
            }
        }
        Ok(bytes)
    }
}

/// Fills bytes with what follows from two numbers, evenly spread (SplitMix64). It has to look
/// like a secret, not to be one.
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
