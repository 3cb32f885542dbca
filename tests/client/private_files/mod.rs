//! Files for their owner alone: their modes, what is refused in their place, and what is left of them when any
//! step of a write fails.
//!
//! Faults are injected below the calls of the programs, at every step that changes the disk: making a folder
//! or a file, writing (half of it arrives), forcing to the disk, renaming, cutting off and removing. Each
//! step fails once, or the disk is full from there on, or the program ends there.

mod faults;
mod full_disk;
mod kinds;
mod refused;
